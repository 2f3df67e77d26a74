"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogActions } from "@/app/_ui/dialog";

type Props = { count: number; isHere: boolean; onSend: () => void; onClose: () => void };

/** Asks for confirmation before a message mentions many users. */
export function ConfirmMentionDialog({ count, isHere, onSend, onClose }: Props) {
	const t = useTranslations("notify");
	return (
		<Dialog
			question
			open
			onOpenChange={(open) => !open && onClose()}
			title={t(isHere ? "headingHere" : "heading", { count })}
			text={t("text")}
		>
			<DialogActions>
				<Button onClick={onClose}>{t("cancel")}</Button>
				<Button
					variant="primary"
					onClick={() => {
						onSend();
						onClose();
					}}
				>
					{t("send")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
