"use client";

import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { loginPath } from "@/app/_client/paths";
import { onSessionExpired } from "@/app/_client/realtime/session-expired";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";
import { AllUnsentText } from "../channels/unsent-text.lazy";

/** Shown when the session ended elsewhere: unsent text can be copied, and a button leads to sign-in and back. */
export function SessionExpiredDialog() {
	const t = useTranslations("auth");
	const pathname = usePathname();
	const [ended, setEnded] = useState(false);
	useEffect(() => onSessionExpired(() => setEnded(true)), []);
	return (
		<Dialog question dirty open={ended} onOpenChange={() => {}} title={t("endedHeading")} text={t("endedText")}>
			<AllUnsentText />
			<DialogActions>
				{/* A full page load, so that no data of the old session remains. */}
				<Button variant="primary" onClick={() => location.assign(loginPath(pathname))}>
					{t("endedAction")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
