"use client";

import { useTranslations } from "@/app/_i18n/use-translations";
import type { Message } from "@/lib/realtime/protocol";
import { useDialogs } from "../shell/dialog-context";
import { ReasonChips } from "./reason-chips";
import { useModeratedMessage } from "./use-moderated-message";

/**
 * In a message's sheet: why it is deleted and its author timed out for an hour. A press opens the dialog with all of that
 * filled in, so that a thumb needs one more.
 */
export function QuickTimeout({ message, onDone }: { message: Message; onDone: () => void }) {
	const t = useTranslations("moderation");
	const { openModeration } = useDialogs();
	const { target, mayDeleteAndTimeOut } = useModeratedMessage(message, true);
	if (!target || !mayDeleteAndTimeOut) return null;
	const choose = (reason: string) => {
		openModeration({ ...target, kind: "timeout", deletesMessage: true, reason });
		onDone();
	};
	return (
		<div className="mt-1 mb-2 border-b px-2 pb-3">
			<p aria-hidden="true" className="mb-2 text-meta text-text-muted">
				{t("deleteAndTimeOutFor")}
			</p>
			<ReasonChips label={t("deleteAndTimeOutFor")} onChoose={choose} />
		</div>
	);
}
