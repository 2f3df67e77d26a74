"use client";

import { memo } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "@/app/_ui/class-names";
import type { Member, RoleColour } from "@/lib/realtime/protocol";
import { useDialogs } from "../shell/dialog-context";
import { Face, PersonName } from "./avatar-palettes";
import { CustomStatusText } from "./custom-status";
import { Tag } from "./tag";

type Props = {
	member: Member;
	/** Of their highest role with one. */
	colour: RoleColour | null;
};

export const MemberRow = memo(function MemberRow({ member, colour }: Props) {
	const t = useTranslations("conversation");
	const { openProfile } = useDialogs();
	const { user, nickname, isOwner, presence, status } = member;
	return (
		<button
			type="button"
			aria-haspopup="dialog"
			onClick={(event) => openProfile(user.username, event.currentTarget)}
			className="ring-inward mx-2 flex min-h-10 w-[calc(100%-1rem)] items-center gap-2.5 rounded-md px-2 [text-align:start] hover:bg-surface-hover max-md:min-h-11"
		>
			<Face person={user} name={nickname} size={32} status={presence} />
			<span className="min-w-0 flex-1">
				<span className="flex items-center gap-1.5">
					<span
						dir="auto"
						className={classNames(
							"min-w-0 truncate text-sm leading-[1.0625rem] font-semibold",
							presence === "offline" && "text-text-muted",
						)}
					>
						{presence === "offline" ? (
							(nickname ?? user.displayName)
						) : (
							<PersonName person={user} name={nickname} colour={colour} />
						)}
					</span>
					{isOwner && <Tag>{t("owner")}</Tag>}
				</span>
				<span dir="auto" className="block truncate text-xs leading-[0.9375rem] text-text-faint">
					<CustomStatusText status={status}>@{user.username}</CustomStatusText>
				</span>
			</span>
			<span className="sr-only">{t(`presence.${presence}`)}</span>
		</button>
	);
});
