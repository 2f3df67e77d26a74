"use client";

import { useTranslations } from "@/app/_i18n/use-translations";

export type InvitedTo = {
	code: string;
	serverName: string;
	inviterName: string | null;
	/** The user becomes a member on return; otherwise the page of the invite asks a question first. */
	joinsAtOnce: boolean;
};

/** Says which server the new account will join, and who has invited. */
export function InvitedLine({ invited: { serverName, inviterName } }: { invited: InvitedTo }) {
	const t = useTranslations("auth");
	const bold = () => (
		<b className="font-semibold text-text">
			<bdi>{serverName}</bdi>
		</b>
	);
	return (
		<p dir="auto" className="mt-1 text-message leading-[1.375rem] text-text-muted wrap-anywhere">
			{inviterName === null
				? t.rich("invitedTo", { server: bold })
				: t.rich("invitedToBy", { server: bold, inviter: () => <bdi>{inviterName}</bdi> })}
		</p>
	);
}
