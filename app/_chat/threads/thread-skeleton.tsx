import { Skeleton } from "@/app/_ui/skeleton";

/** The placeholder of messages while a thread loads. */
export function ThreadSkeleton() {
	return (
		<div aria-hidden="true" className="flex flex-1 flex-col gap-5 px-5 pt-5">
			{[0, 1, 2].map((row) => (
				<div key={row} className="flex gap-3">
					<Skeleton className="size-9 shrink-0 rounded-full" />
					<div className="flex flex-1 flex-col gap-2 pt-1">
						<Skeleton className="h-3 w-28" />
						<Skeleton className="h-3 w-4/5" />
					</div>
				</div>
			))}
		</div>
	);
}
