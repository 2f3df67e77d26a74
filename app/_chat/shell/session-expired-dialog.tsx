"use client";

import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { loginPath } from "@/app/_client/paths";
import { onSessionExpired } from "@/app/_client/realtime/session-expired";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";

/** A session that ended elsewhere: the page stays as it is, drafts and all, and one button leads back to it. */
export function SessionExpiredDialog() {
	const t = useTranslations("auth");
	const pathname = usePathname();
	const [ended, setEnded] = useState(false);
	useEffect(() => onSessionExpired(() => setEnded(true)), []);
	return (
		<Dialog question dirty open={ended} onOpenChange={() => {}} title={t("endedHeading")} text={t("endedText")}>
			<DialogActions>
				{/* A full load: nothing of the old session may live on in this page. */}
				<Button variant="primary" onClick={() => location.assign(loginPath(pathname))}>
					{t("endedAction")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
