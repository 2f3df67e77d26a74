"use client";

import type { ReportTarget } from "@/app/_client/reports/report-target";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Dialog } from "@/app/_ui/dialog";
import { ReportForm } from "./report-form";
import { ReportSent } from "./report-sent";
import { useOutcomeText } from "./use-outcome-text";
import { useReportForm } from "./use-report-form";

type Props = { target: ReportTarget; onClose: () => void };

/** Asks what is wrong with a message or a member, reports it to the moderators, and offers to block the user. */
export function ReportDialog({ target, onClose }: Props) {
	const t = useTranslations("reports");
	const outcomeText = useOutcomeText();
	const form = useReportForm(target);
	const { user, message, serverId, serverName } = target;
	const name = useName(user, serverId);
	const close = (open: boolean) => !open && !form.busy && onClose();
	if (form.sent) {
		const { isNew, report } = form.sent;
		return (
			<Dialog
				open
				onOpenChange={close}
				title={t(isNew ? "sentHeading" : "againHeading")}
				text={report.outcome ? outcomeText(report.outcome) : t("sentText")}
			>
				<ReportSent target={target} onClose={onClose} />
			</Dialog>
		);
	}
	return (
		<Dialog
			open
			onOpenChange={close}
			dirty={form.comment !== ""}
			title={message ? t("headingMessage") : t("headingMember", { name })}
			text={t("text", { server: serverName, name })}
		>
			<ReportForm target={target} form={form} onClose={onClose} />
		</Dialog>
	);
}
