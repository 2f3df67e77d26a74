"use client";

import type { ComponentProps } from "react";
import { CodeRow } from "@/app/_chat/invites/code-row";
import { InviteFacts } from "@/app/_chat/invites/invite-facts";
import { Face } from "@/app/_chat/users/avatar-palettes";
import { api } from "@/app/_client/api";
import { inviteLink } from "@/app/_client/invites/use-invite-link";
import { useName } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";

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
		<CodeRow
			code={code}
			linkOf={inviteLink}
			revoke={() => api.delete(`/api/invites/${code}`)}
			onRevoked={onRevoked}
			texts={{ copied: t("copiedStatus"), revoked: t("revokedToast") }}
		>
			<InviteFacts {...facts} />
			{showsCreator && (
				<p className="mt-0.5 flex min-w-0 items-center gap-1.5 text-meta text-text-faint">
					<Face person={creator} size={16} />
					<span dir="auto" className="min-w-0 truncate">
						{t("by", { name })}
					</span>
				</p>
			)}
		</CodeRow>
	);
}
