"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { Skeleton } from "@/app/_ui/skeleton";
import { MessageSkeletons } from "../messages/message-skeletons";

/** The placeholder of a channel while the browser prepares to render it. */
export function AppShellSkeleton() {
	const t = useTranslations("common");
	return (
		<main
			aria-label={t("loading")}
			aria-busy="true"
			className="grid h-dvh grid-cols-[minmax(0,1fr)] bg-canvas md:grid-cols-[4rem_15.5rem_minmax(0,1fr)]"
		>
			<div className="flex flex-col items-center gap-2.5 py-3 max-md:hidden">
				{["a", "b", "c", "d"].map((tile) => (
					<Skeleton key={tile} className="size-10 shrink-0 rounded-lg" />
				))}
			</div>
			<div className="flex flex-col gap-4 px-2.5 pt-5 max-md:hidden">
				<Skeleton className="mb-4 h-4 w-32" />
				{["w-24", "w-36", "w-20", "w-28"].map((width) => (
					<Skeleton key={width} className={`h-3 ${width}`} />
				))}
			</div>
			<div className="flex min-h-0 flex-col overflow-hidden bg-surface md:my-2 md:me-2 md:rounded-sheet md:border md:shadow-resting">
				<div className="flex h-14 shrink-0 items-center border-b px-5 md:h-13">
					<Skeleton className="h-4 w-40" />
				</div>
				<MessageSkeletons />
				<div className="px-5 pb-5 max-md:px-3">
					<Skeleton className="h-12 w-full rounded-lg" />
				</div>
			</div>
		</main>
	);
}
