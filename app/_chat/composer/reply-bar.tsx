"use client";

import { X } from "lucide-react";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { IconButton } from "@/app/_ui/icon-button";
import type { Message } from "@/lib/realtime/protocol";

/** Names the author of the message that is answered, and cancels the reply. */
export function ReplyBar({ to, onCancel }: { to: Message; onCancel: () => void }) {
	const t = useTranslations("conversation");
	const author = useName(to.author);
	return (
		<div className="flex h-9 items-center gap-2 border-b ps-3 pe-1 text-meta text-text-muted max-md:h-11">
			<span dir="auto" className="min-w-0 flex-1 truncate">
				{t.rich("replyingTo", {
					name: author,
					b: (name) => (
						<b className="font-semibold text-text">
							<bdi>{name}</bdi>
						</b>
					),
				})}
			</span>
			<IconButton small label={t("cancelReply")} onClick={onCancel}>
				<X size="1rem" aria-hidden="true" />
			</IconButton>
		</div>
	);
}
