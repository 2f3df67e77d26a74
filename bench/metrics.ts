/** One line of the table. `met` is null if there is no target. */
export type Figure = {
	/** A stable id for programs, the same in every run. */
	id: string;
	name: string;
	target: string;
	measured: string;
	/** What the machine achieves without the app, measured in the same run. */
	beside: string;
	met: boolean | null;
	values: Record<string, unknown>;
};

export const number = (value: number): string => Math.round(value).toLocaleString("en");
export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const mb = (bytes: number): string => `${number(bytes / 1e6)} MB`;
export const times = (ratio: number): string => `${ratio.toFixed(ratio < 2 ? 2 : 1)} ×`;

const resultOf = ({ met }: Figure) => (met === null ? "" : met ? "met" : "MISSED");

/** Formats the table as Markdown, padded for a terminal. */
export function tableOf(figures: Figure[]): string {
	const rows = [
		["what", "target", "measured", "for comparison, in the same run", ""],
		...figures.map((figure) => [figure.name, figure.target, figure.measured, figure.beside, resultOf(figure)]),
	];
	const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
	lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
	return lines.join("\n");
}
