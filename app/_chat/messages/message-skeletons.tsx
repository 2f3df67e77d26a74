import { Skeleton } from "@/app/_ui/skeleton";

const rows = [
	["w-24", "w-3/5"],
	["w-36", "w-4/5"],
	["w-28", "w-2/5"],
	["w-24", "w-11/12"],
	["w-32", "w-1/2"],
	["w-40", "w-3/4"],
];

/** The placeholder of messages while they load. */
export function MessageSkeletons() {
	return (
		<div aria-hidden="true" className="flex min-h-0 flex-1 flex-col justify-end gap-6 overflow-hidden px-5 pb-6">
			{rows.map(([name, textWidth]) => (
				<div key={textWidth} className="flex gap-3">
					<Skeleton className="size-9 shrink-0 rounded-full" />
					<div className="flex flex-1 flex-col gap-2 pt-1">
						<Skeleton className={`h-3 ${name}`} />
						<Skeleton className={`h-3 max-w-150 ${textWidth}`} />
					</div>
				</div>
			))}
		</div>
	);
}
