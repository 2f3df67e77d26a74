"use client";

import { useAccount } from "@/app/_client/account/use-account";
import { useBlockedUsers } from "@/app/_client/account/use-blocked-users";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import type { ReportTarget } from "@/app/_client/reports/report-target";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { DialogActions } from "@/app/_ui/dialog";

/** The button that had the focus is gone: first with the form, then with the block. */
const focusIt = (button: HTMLButtonElement | null) => button?.focus();

type Props = { target: ReportTarget; onClose: () => void };

/** After a report: offers to block the reported user. */
export function ReportSent({ target: { user, serverId }, onClose }: Props) {
	const t = useTranslations("reports");
	const errorText = useErrorMessage();
	const { setBlocked } = useAccount();
	const isBlocked = useBlockedUsers().has(user.id);
	const { busy, failure, submit } = useSubmit(() => setBlocked(user, true));
	const name = useName(user, serverId);
	return (
		<>
			<p role="status" dir="auto" className="text-sm text-text-muted wrap-anywhere">
				{t(isBlocked ? "isBlocked" : "offerBlock", { name })}
			</p>
			{failure && (
				<div className="mt-3">
					<Alert tone="danger">{errorText(failure)}</Alert>
				</div>
			)}
			<DialogActions>
				<Button key={`${isBlocked}`} ref={focusIt} variant={isBlocked ? "primary" : "secondary"} onClick={onClose}>
					{t("done")}
				</Button>
				{!isBlocked && (
					<Button variant="danger" busy={busy} onClick={() => void submit()}>
						{t("block")}
					</Button>
				)}
			</DialogActions>
		</>
	);
}
