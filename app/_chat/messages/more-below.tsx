"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Skeleton } from "@/app/_ui/skeleton";

type Props = { missing: number; isFailed: boolean; onRetry: () => void };

/** Below a window that ends before the head of the log: how much more there is, or that it could not be loaded. */
export function MoreBelow({ missing, isFailed, onRetry }: Props) {
	const t = useTranslations("conversation");
	return (
		<div className="flex h-24 shrink-0 flex-col justify-start gap-3 px-5 pt-4">
			{isFailed ? (
				<div role="alert" className="flex items-center gap-2.5 text-[0.84375rem]">
					<CircleAlert size="1rem" aria-hidden="true" className="shrink-0 text-danger-text" />
					<span className="min-w-0 flex-1">{t("newerFailed")}</span>
					<button type="button" onClick={onRetry} className="link shrink-0">
						{t("tryAgain")}
					</button>
				</div>
			) : (
				<>
					<p className="flex items-center gap-3 text-xs font-semibold text-text-muted">
						<span className="h-px flex-1 bg-line" />
						{t("moreBelow", { count: missing })}
						<span className="h-px flex-1 bg-line" />
					</p>
					<div aria-hidden="true" className="flex gap-3">
						<Skeleton className="size-9 shrink-0 rounded-full" />
						<div className="flex flex-1 flex-col gap-2 pt-1">
							<Skeleton className="h-3 w-32" />
							<Skeleton className="h-3 w-4/5 max-w-100" />
						</div>
					</div>
				</>
			)}
		</div>
	);
}
