import type { ScalarTag } from 'yaml';

const TAG = 'tag:yaml.org,2002:int';

/** `0644` is octal for kubectl, which reads YAML 1.1 here; for YAML 1.2 it would be decimal. */
export const leadingZeroOctal: ScalarTag = {
  tag: TAG,
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (text) => Number.parseInt(text, 8),
};

/** A whole number as JSON reads it: rounded to the nearest double, however long. */
export const wholeNumber: ScalarTag = {
  tag: TAG,
  default: true,
  test: /^[-+]?[0-9]+$/,
  resolve: (text) => Number(text),
};
