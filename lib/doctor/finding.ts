/** Something that is wrong: one sentence that says what, and one that says what to do. */
export type Finding = {
	/** A stable name of the check, for programs. */
	check: string;
	problem: string;
	advice: string;
	/** Whether `--fix` has mended it. */
	isFixed?: boolean;
};

/** `1 channel`, `2 channels`. */
export const count = (n: number, noun: string, plural = `${noun}s`): string => `${n} ${n === 1 ? noun : plural}`;
