import { Skeleton } from "@/app/_ui/skeleton";

/** In place of a page's sections until they are loaded. */
export function SectionsSkeleton() {
	return (
		<div aria-hidden="true" className="grid gap-6">
			{["a", "b", "c"].map((part) => (
				<div key={part} className="grid gap-3">
					<Skeleton className="h-4 w-40" />
					<Skeleton className="h-3.5 w-full" />
					<Skeleton className="h-3.5 w-2/3" />
				</div>
			))}
		</div>
	);
}
