import { Skeleton } from "@/app/_ui/skeleton";

export function MemberSkeletons() {
	return (
		<div className="grid gap-0.5">
			{Array.from({ length: 5 }, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: all rows are equal.
				<div key={row} className="flex h-11 items-center gap-3">
					<Skeleton className="size-8 rounded-full" />
					<Skeleton className="h-3 w-32" />
				</div>
			))}
		</div>
	);
}
