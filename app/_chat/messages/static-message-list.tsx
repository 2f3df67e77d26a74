import type { ReactNode } from "react";
import type { MessageListRow } from "./list-rows";
import { aroundGoal, type ScrollTarget } from "./list-window";

type Props = {
	label: string;
	rows: readonly MessageListRow[];
	goal: ScrollTarget;
	renderRow: (row: MessageListRow, index: number) => ReactNode;
	/** The content above the first message, and below the last. */
	start: ReactNode;
	end: ReactNode;
};

/**
 * Before scripts run the list cannot scroll: the rows are at their opening position, and nothing moves when the list
 * takes over.
 */
export function StaticMessageList(props: Props) {
	return (
		<div className="absolute inset-0 flex flex-col justify-end overflow-hidden [scrollbar-gutter:stable]">
			<Rows {...props} />
		</div>
	);
}

function Rows({ label, rows, goal, renderRow, start, end }: Props) {
	const { above, at, below } = aroundGoal(rows, goal);
	const draw = (some: readonly MessageListRow[]) =>
		some.map((row) => <li key={row.key}>{renderRow(row, rows.indexOf(row))}</li>);
	if (at === null)
		return (
			<>
				{start}
				<ol aria-label={label} className="shrink-0">
					{draw(above)}
				</ol>
				{end}
			</>
		);
	const isCentred = at.align === "center";
	return (
		<>
			<div
				className={`flex min-h-0 grow flex-col justify-end overflow-hidden ${isCentred ? "max-h-max basis-0" : "shrink-0 basis-16"}`}
			>
				{start}
				<ol className="shrink-0">{draw(above)}</ol>
			</div>
			{isCentred && <ol className="shrink-0">{draw([at.row])}</ol>}
			<div className={`min-h-0 overflow-hidden ${isCentred ? "max-h-max grow basis-0" : ""}`}>
				<ol aria-label={label}>{draw(isCentred ? below : [at.row, ...below])}</ol>
				{end}
			</div>
		</>
	);
}
