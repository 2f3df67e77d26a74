"use client";

import { CircleDot } from "lucide-react";
import { useEffect } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";

type Props = { changes: number; busy: boolean; onDiscard: () => void };

/** Shown at the foot of a form with unsaved changes; the form's submit saves. Leaving asks for confirmation. */
export function SaveBar({ changes, busy, onDiscard }: Props) {
	const t = useTranslations("serverSettings");
	useLeaveWarning(changes > 0, t("leaveUnsaved"));
	if (changes === 0) return null;
	return (
		<div
			data-unsaved
			className="sticky bottom-4 z-2 flex animate-pop flex-wrap items-center gap-x-2 gap-y-2 rounded-lg border bg-overlay py-2.5 ps-4 pe-2.5 shadow-menu"
		>
			<CircleDot size="1rem" aria-hidden="true" className="shrink-0 text-ember-text" />
			<p role="status" className="min-w-0 flex-1 font-semibold">
				{t("unsaved", { count: changes })}
			</p>
			<Button variant="ghost" disabled={busy} onClick={onDiscard}>
				{t("discard")}
			</Button>
			<Button type="submit" variant="primary" busy={busy} busyLabel={t("saving")}>
				{t("save")}
			</Button>
		</div>
	);
}

function useLeaveWarning(isDirty: boolean, question: string) {
	useEffect(() => {
		if (!isDirty) return;
		const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
		const onClick = (event: MouseEvent) => {
			const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
			if (!link || link.getAttribute("target") === "_blank" || confirm(question)) return;
			event.preventDefault();
			event.stopPropagation();
		};
		addEventListener("beforeunload", onUnload);
		// On the window and in the capture phase, before the router handles the click.
		addEventListener("click", onClick, true);
		return () => {
			removeEventListener("beforeunload", onUnload);
			removeEventListener("click", onClick, true);
		};
	}, [isDirty, question]);
}
