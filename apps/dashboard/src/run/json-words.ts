/** What is shown as JSON. */
export type JsonName = 'result' | 'input';

/** What is said around it. */
export interface JsonWords {
  readonly heading: string;
  readonly find: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyWhole: string;
  readonly download: string;
  readonly asJson: string;
}

export function jsonWords(name: JsonName): JsonWords {
  return name === 'result'
    ? {
        heading: $localize`Result`,
        find: $localize`Find in the Result`,
        copy: $localize`Copy the result`,
        copied: $localize`Result copied.`,
        copyWhole: $localize`Copy the value of Result`,
        download: $localize`Download the result`,
        asJson: $localize`Result as JSON`,
      }
    : {
        heading: $localize`:What a run was given:Input`,
        find: $localize`Find in the Input`,
        copy: $localize`Copy the input`,
        copied: $localize`Input copied.`,
        copyWhole: $localize`Copy the value of Input`,
        download: $localize`Download the input`,
        asJson: $localize`Input as JSON`,
      };
}
