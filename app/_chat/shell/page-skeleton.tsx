"use client";

import { useReachable } from "@/app/_client/navigation/navigation";
import { Skeleton } from "@/app/_ui/skeleton";
import { MobileHeader } from "./mobile-drawer";
import { OpensWhenBack } from "./opens-when-back";

const cards = ["one", "two", "three", "four", "five", "six"];

/** The placeholder of a page with a heading and cards; without a connection it says when the page opens. */
export function PageSkeleton({ title = "" }: { title?: string }) {
	const isReachable = useReachable();
	return (
		<section aria-busy={isReachable} className="flex min-h-0 min-w-0 flex-col overflow-hidden">
			<MobileHeader>{title}</MobileHeader>
			<h1 className="sr-only">{title}</h1>
			{isReachable ? (
				<div aria-hidden="true" className="px-8 pt-8 max-md:px-4 max-md:pt-4">
					<Skeleton className="h-7 w-64 max-w-full" />
					<Skeleton className="mt-3 h-4 w-96 max-w-full" />
					<CardSkeletons />
				</div>
			) : (
				<OpensWhenBack />
			)}
		</section>
	);
}

export function CardSkeletons() {
	return (
		<div
			aria-hidden="true"
			className="mt-8 grid grid-cols-[repeat(auto-fill,minmax(min(17.5rem,100%),1fr))] gap-4 max-md:gap-3"
		>
			{cards.map((card) => (
				<Skeleton key={card} className="h-40 rounded-lg" />
			))}
		</div>
	);
}
