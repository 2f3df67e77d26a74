"use client";

import { useState } from "react";
import { useDateFormat } from "@/app/_client/use-date-format";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { lazy } from "@/app/_ui/lazy";
import type { Sanction } from "@/lib/realtime/protocol";
import { useAppealAnswer } from "./use-appeal-answer";

const AppealDialog = lazy(() => import("./appeal-dialog").then((module) => module.AppealDialog));

/** Beside a sanction against the viewer: the button to appeal, or that they have and how it was answered. */
export function AppealStatus({ sanction }: { sanction: Sanction }) {
	const t = useTranslations("appeals");
	const answerText = useAppealAnswer();
	const { clock } = useDateFormat();
	const [isOpen, setOpen] = useState(false);
	const { appeal } = sanction;
	// The dialog stays while it is open, also if the appeal was sent from another tab meanwhile.
	const dialog = isOpen && <AppealDialog sanction={sanction} onClose={() => setOpen(false)} />;
	if (appeal)
		return (
			<>
				<p role="status" dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{appeal.outcome ? answerText(appeal.outcome) : t("waiting", { date: clock.date(appeal.createdAt) })}
				</p>
				{dialog}
			</>
		);
	return (
		<>
			<Button size="small" onClick={() => setOpen(true)}>
				{t("appeal")}
			</Button>
			{dialog}
		</>
	);
}
