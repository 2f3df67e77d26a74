"use client";

import { useSubmit } from "@/app/_client/forms/use-submit";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { AllUnsentText } from "../channels/unsent-text";
import { useEndSession } from "./use-sign-out";

/** Asks before signing out discards messages that are not sent, or drafts that are not saved on the server. */
export function SignOutDialog({ onClose }: { onClose: () => void }) {
	const t = useTranslations("settings");
	const { busy, submit } = useSubmit(useEndSession());
	return (
		<Dialog
			question
			open
			onOpenChange={(next) => !next && !busy && onClose()}
			title={t("signOutUnsentHeading")}
			text={t("signOutUnsentText")}
		>
			<AllUnsentText />
			<DialogActions>
				{/* The unsent text above has a button, too. */}
				<Button autoFocus onClick={onClose}>
					{t("signOutStay")}
				</Button>
				<Button variant="danger" busy={busy} busyLabel={t("signingOut")} onClick={submit}>
					{t("signOut")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
