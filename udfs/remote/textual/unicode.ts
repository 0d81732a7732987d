/** Whether a text is Unicode: no half of a surrogate pair stands alone in it. (`isWellFormed` of ES2024.) */
export function isUnicode(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
