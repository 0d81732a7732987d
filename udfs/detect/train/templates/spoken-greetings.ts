import type { TemplateSet } from '../template.js';

/** How a call is answered: the company's name, often one that no list has, and often nothing else to mask. */
export const SPOKEN_GREETINGS: TemplateSet = {
  style: 'spoken',
  templates: [
    "You've reached {org}. How can I help?",
    "You've reached {org-short}. Hello, this is {given}.",
    'You have reached the voicemail of {person} at {org}.',
    'Agent: {org} support. Hello, who am I speaking with?',
    'Agent: {org-short} support, good afternoon.',
    'Agent: {org} billing, {given} speaking.',
    'Agent: {org-short} help desk. Hello.',
    'Rep: {org} customer care. What is going on today?',
    'Thanks for calling {org}, one moment.',
    'Thank you for choosing {org-short}. All calls are recorded.',
    'Welcome to {org}. Press one for sales.',
    'Support: hi, {org} here, how can we help?',
    'Agent: Good morning, {org-short}, {given} here.',
    'Agent: This is {org} roadside. Are you safe?',
    "you've reached {org} how can i help you today",
    'thank you for calling {org-short} my name is {given}',
    'Operator: {hospital}, which ward?',
    'Agent: {bank} card services, may I have the last four?',
    'Agent: {school} admissions office, good morning.',
    "Agent: You're through to {org} claims.",
    'Agent: {org-short} tech support. Did you restart the router?',
    '{org-short} reception, hold please.',
  ],
};
