"use client";

import { Copy } from "lucide-react";
import type { ComponentProps } from "react";
import { InviteFacts } from "@/app/_chat/invites/invite-facts";
import { Face } from "@/app/_chat/users/avatar-palettes";
import { api, asApiError } from "@/app/_client/api";
import { copyToClipboard } from "@/app/_client/copy-to-clipboard";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useSubmit } from "@/app/_client/forms/use-submit";
import { inviteLink } from "@/app/_client/invites/use-invite-link";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { useToast } from "@/app/_ui/toast";

type Props = ComponentProps<typeof InviteFacts> & {
	/** In a list of the user's own invites it says nothing. */
	showsCreator: boolean;
	onRevoked: () => void;
};

/** An invite: its code, what it allows, and who made it. */
export function InviteRow({ showsCreator, onRevoked, ...facts }: Props) {
	const t = useTranslations("invites");
	const { code, creator } = facts.invite;
	const name = useName(creator);
	return (
		<li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
			<div className="min-w-0 flex-1 basis-40">
				<p dir="ltr" className="truncate font-mono text-sm font-semibold [text-align:start]">
					{code}
				</p>
				<InviteFacts {...facts} />
				{showsCreator && (
					<p className="mt-0.5 flex min-w-0 items-center gap-1.5 text-meta text-text-faint">
						<Face person={creator} size={16} />
						<span dir="auto" className="min-w-0 truncate">
							{t("by", { name })}
						</span>
					</p>
				)}
			</div>
			<div className="ms-auto flex shrink-0 items-center gap-1">
				<CopyButton code={code} />
				<RevokeButton code={code} onRevoked={onRevoked} />
			</div>
		</li>
	);
}

function CopyButton({ code }: { code: string }) {
	const t = useTranslations("invites");
	const toast = useToast();
	const copy = async () => {
		const done = await copyToClipboard(inviteLink(code));
		toast(done ? { text: t("copiedStatus") } : { text: t("copyFailed"), tone: "error" });
	};
	return (
		<IconButton label={t("copyLink", { code })} onClick={copy}>
			<Copy size="1rem" aria-hidden="true" />
		</IconButton>
	);
}

function RevokeButton({ code, onRevoked }: { code: string; onRevoked: () => void }) {
	const t = useTranslations("invites");
	const toast = useToast();
	const errorText = useErrorMessage();
	const { busy, submit } = useSubmit(async () => {
		try {
			await api.delete(`/api/invites/${code}`);
			toast({ text: t("revokedToast") });
		} catch (error) {
			if (asApiError(error).code !== "invite_not_found") return toast({ tone: "error", text: errorText(error) });
		}
		onRevoked();
	});
	return (
		<Button
			size="small"
			busy={busy}
			busyLabel={t("revoking")}
			aria-label={t("revokeFor", { code })}
			onClick={() => void submit()}
		>
			{t("revoke")}
		</Button>
	);
}
