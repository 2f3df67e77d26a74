import type { ReactNode } from "react";
import { classNames } from "@/app/_ui/class-names";
import type { Space } from "@/lib/realtime/protocol";

export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
	return (
		<dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_minmax(0,1fr)]">
			{facts.map(([name, value]) => (
				<div key={name} className="contents">
					<dt className="text-text-muted">{name}</dt>
					<dd dir="auto" className="font-semibold tabular-nums wrap-anywhere max-sm:mb-1.5">
						{value}
					</dd>
				</div>
			))}
		</dl>
	);
}

/** How much of a disk or of the memory is used. The text says the same. */
export function Meter({ label, space, text }: { label: string; space: Space; text: string }) {
	const share = space.totalBytes > 0 ? 1 - space.freeBytes / space.totalBytes : 0;
	return (
		<div>
			<div className="flex flex-wrap justify-between gap-x-4">
				<span>{label}</span>
				<span dir="auto" className="text-text-muted tabular-nums">
					{text}
				</span>
			</div>
			<div aria-hidden="true" className="mt-1.5 h-2 overflow-hidden rounded-full bg-selected">
				<div
					className={classNames("h-full rounded-full", share > 0.9 ? "bg-danger" : "bg-ember")}
					style={{ width: `${Math.round(share * 100)}%` }}
				/>
			</div>
		</div>
	);
}

/** A table of which the first column is a name and the others are numbers. */
export function NumbersTable({ caption, head, rows }: { caption: string; head: string[]; rows: string[][] }) {
	return (
		<table className="w-full border-collapse tabular-nums">
			<caption className="sr-only">{caption}</caption>
			<thead>
				<tr className="border-b text-meta text-text-muted">
					{head.map((name, column) => (
						<th
							key={name}
							scope="col"
							className={classNames("py-1.5 font-semibold", column > 0 ? "text-end" : "text-start")}
						>
							{name}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{rows.map(([name, ...numbers]) => (
					<tr key={name} className="border-b last:border-b-0">
						<th scope="row" className="py-1.5 text-start font-normal wrap-anywhere">
							{name}
						</th>
						{numbers.map((number, column) => (
							<td key={head[column + 1]} className="py-1.5 ps-4 text-end">
								{number}
							</td>
						))}
					</tr>
				))}
			</tbody>
		</table>
	);
}
