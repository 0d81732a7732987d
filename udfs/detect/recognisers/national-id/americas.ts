import { luhn, plausibleDate, uniform, weighted } from '../check-digits.js';
import type { IdFormat } from './format.js';

function cpf(digits: string): boolean {
  if (uniform(digits)) return false;
  const check = (size: number): number => {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += Number(digits[at]) * (size + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}

function cnpj(digits: string): boolean {
  const check = (weights: readonly number[]): number => {
    const rest = weighted(digits, weights) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  return (
    !uniform(digits) &&
    check([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[12]) &&
    check([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === Number(digits[13])
  );
}

const CURP_VALUES = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

function curp(code: string): boolean {
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += CURP_VALUES.indexOf(code[at]!) * (18 - at);
  return (10 - (sum % 10)) % 10 === Number(code[17]) && plausibleDate(code.slice(4, 10));
}

function cuit(digits: string): boolean {
  const rest = 11 - (weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest === 11 ? 0 : rest === 10 ? 9 : rest) === Number(digits[10]);
}

function rut(code: string): boolean {
  let sum = 0;
  let weight = 2;
  for (let at = code.length - 2; at >= 0; at--) {
    sum += Number(code[at]) * weight;
    weight = weight === 7 ? 2 : weight + 1;
  }
  return '0K987654321'[sum % 11] === code.at(-1);
}

function nit(digits: string): boolean {
  const rest = weighted(digits, [41, 37, 29, 23, 19, 17, 13, 7, 3]) % 11;
  return (rest < 2 ? rest : 11 - rest) === Number(digits[9]);
}

export const AMERICAS: readonly IdFormat[] = [
  { name: 'CA SIN', opens: [3, 9], written: /[1-79]\d{2}([ -]?)\d{3}\1\d{3}/y, check: luhn, alone: 0.7 },
  {
    name: 'CA Ontario health card',
    label: 'HEALTHCARE_ID',
    opens: [4],
    written: /\d{4}([ -])\d{3}\1\d{3}(?:\1?[A-Z]{2})?/y,
    check: (code) => luhn(code.slice(0, 10)),
    alone: 0.7,
  },
  {
    name: 'CA Québec health card',
    label: 'HEALTHCARE_ID',
    opens: [0],
    written: /[A-Z]{4} ?\d{4} ?\d{4}/y,
    alone: 0.7,
  },
  { name: 'CA business number', opens: [9], written: /\d{9} ?R[TPCZ] ?\d{4}/y, alone: 0.85 },
  { name: 'BR CPF', opens: [3, 11], written: /\d{3}([.]?)\d{3}\1\d{3}[- ]?\d{2}/y, check: cpf, alone: 0.85 },
  {
    name: 'BR CNPJ',
    opens: [2, 14],
    written: /\d{2}([.]?)\d{3}\1\d{3}\/?\d{4}-?\d{2}/y,
    check: cnpj,
    alone: 0.9,
  },
  { name: 'BR RG', opens: [2], written: /\d{2}\.\d{3}\.\d{3}-[\dX]/iy, alone: 0.75 },
  {
    name: 'MX CURP',
    opens: [0],
    written: /[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-ZÑ]{3}[0-9A-Z]\d/iy,
    check: curp,
    alone: 0.95,
  },
  {
    name: 'MX RFC',
    opens: [0],
    written: /[A-ZÑ&]{3,4}[- ]?\d{6}[- ]?[0-9A-Z]{3}/iy,
    check: (code) => plausibleDate(code.slice(code.length - 9)),
    alone: 0.75,
  },
  {
    name: 'AR CUIT',
    opens: [2, 11],
    written: /(?:20|23|24|25|26|27|30|33|34)([- ]?)\d{8}\1\d/y,
    check: cuit,
    alone: 0.82,
  },
  { name: 'AR DNI', opens: [1, 2], written: /\d{1,2}\.\d{3}\.\d{3}/y, alone: 0 },
  {
    name: 'CL RUT',
    opens: [1, 2, 7, 8, 0],
    written: /(?:\d{1,2}\.\d{3}\.\d{3}|\d{7,8})-?[\dK]/iy,
    check: rut,
    alone: 0.8,
  },
  { name: 'CO NIT', opens: [3], written: /\d{3}\.\d{3}\.\d{3}-\d/y, check: nit, alone: 0.85 },
  { name: 'CO cédula', opens: [1, 2], written: /\d{1,2}\.\d{3}\.\d{3}(?:\.\d{3})?/y, alone: 0 },
  {
    name: 'PE RUC',
    opens: [11],
    written: /(?:10|15|17|20)\d{9}/y,
    check: (digits) =>
      (11 - (weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(digits[10]),
    alone: 0.75,
  },
  { name: 'EC cédula', opens: [10], written: /(?:[01]\d|2[0-4]|30)[0-5]\d{7}/y, check: luhn, alone: 0.67 },
  { name: 'UY cédula', opens: [1], written: /\d\.\d{3}\.\d{3}-\d/y, alone: 0.8 },
  { name: 'VE cédula', opens: [0], written: /[VEJGP]-?\d{1,2}\.?\d{3}\.?\d{3}(?:-\d)?/y, alone: 0 },
  {
    name: 'US alien registration number',
    opens: [0],
    written: /A[- ]?\d{3}[- ]?\d{3}[- ]?\d{3}|A-\d{8}/y,
    alone: 0.7,
  },
];
