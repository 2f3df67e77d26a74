"use client";

import type { ComponentProps, ReactNode, Ref } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Skeleton } from "@/app/_ui/skeleton";
import { LoadFailure } from "../shell/load-failure";

type Props = {
	/** Receives the focus when a row that had it is gone. */
	ref?: Ref<HTMLDivElement>;
	/** Undefined until they are loaded. */
	count: number | undefined;
	error: unknown;
	again: () => unknown;
	more: (() => void) | null;
	isValidating: boolean;
	empty: ComponentProps<typeof EmptyState>;
	children: ReactNode;
};

/** A list that is loaded by page, with its states: loading, failed, empty, and more to come. */
export function ListStates({ ref, count, error, again, more, isValidating, empty, children }: Props) {
	const showMore = useTranslations("explore")("showMore");
	return (
		<div ref={ref} tabIndex={-1} className="grid grid-cols-[minmax(0,1fr)] gap-4 outline-none">
			{count === undefined && error === undefined && <RowSkeletons />}
			<div role={empty.children ? undefined : "status"} className="contents">
				{count === 0 && <EmptyState {...empty} />}
			</div>
			{count !== undefined && count > 0 && children}
			{error !== undefined && <LoadFailure error={error} onRetry={again} />}
			{more && (
				<Button className="justify-self-start" busy={isValidating} onClick={more}>
					{showMore}
				</Button>
			)}
		</div>
	);
}

function RowSkeletons() {
	return (
		<div aria-hidden="true" className="grid gap-5 py-3">
			{[0, 1, 2].map((row) => (
				<div key={row} className="flex gap-3">
					<Skeleton className="size-9 rounded-full" />
					<div className="grid flex-1 content-start gap-2">
						<Skeleton className="h-3.5 w-40" />
						<Skeleton className="h-3.5 w-full" />
					</div>
				</div>
			))}
		</div>
	);
}
