/** Something that is wrong: one sentence that says what, and one that says what to do. */
export type Finding = {
	/** A stable name of the check, for programs. */
	check: string;
	problem: string;
	advice: string;
	/** Whether `--fix` has mended it. */
	isFixed?: boolean;
};

/** A line for each finding, for people. */
export const linesOf = (findings: Finding[]): string[] =>
	findings.map(({ problem, advice, isFixed }) => `${problem} ${isFixed ? "It has been mended." : advice}`);

/** `1 channel`, `2 channels`. */
export const count = (n: number, noun: string, plural = `${noun}s`): string => `${n} ${n === 1 ? noun : plural}`;
