"use client";

import type { ReactNode } from "react";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Skeleton } from "@/app/_ui/skeleton";

type Props = {
	/** Undefined until they are loaded. */
	count: number | undefined;
	error: unknown;
	again: () => void;
	more: (() => void) | null;
	isValidating: boolean;
	empty: { icon: ReactNode; title: string };
	children: ReactNode;
};

const skeletons = ["one", "two", "three"];

/** A list that is loaded by page, with its states: loading, failed, empty, and more to come. */
export function ListStates({ count, error, again, more, isValidating, empty, children }: Props) {
	const t = useTranslations("moderation");
	const showMore = useTranslations("explore")("showMore");
	const errorText = useErrorMessage();
	return (
		<>
			{error !== undefined && (
				<div className="grid justify-items-start gap-3">
					<Alert tone="danger">{errorText(error)}</Alert>
					<Button onClick={again}>{t("tryAgain")}</Button>
				</div>
			)}
			{count === undefined && error === undefined && (
				<div aria-busy="true" className="grid gap-4">
					{skeletons.map((key) => (
						<Skeleton key={key} className="h-12 w-full" />
					))}
				</div>
			)}
			{count === 0 && <EmptyState {...empty} />}
			{count !== undefined && count > 0 && children}
			{more && (
				<Button className="justify-self-start" busy={isValidating} onClick={more}>
					{showMore}
				</Button>
			)}
		</>
	);
}
