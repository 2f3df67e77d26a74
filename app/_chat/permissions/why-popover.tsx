"use client";

import * as Popover from "@radix-ui/react-popover";
import useSWR from "swr";
import { useViewer } from "@/app/_client/account/use-viewer";
import { useErrorMessage } from "@/app/_client/forms/use-error-message";
import { useRoles } from "@/app/_client/servers/use-roles";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Spinner } from "@/app/_ui/spinner";
import type { Permission } from "@/lib/auth/permissions";
import type { PermissionReason } from "@/lib/realtime/protocol";

type Props = {
	serverId: number;
	channelId?: number;
	permission: Permission;
	/** The name of the locked row, for screen readers. */
	about: string;
};

/** A button that explains why the viewer has a permission, or lacks it. */
export function WhyPopover({ about, ...props }: Props) {
	const t = useTranslations("roles");
	return (
		<Popover.Root>
			<Popover.Trigger asChild>
				<button type="button" aria-label={t("whyAbout", { name: about })} className="link text-meta max-md:min-h-11">
					{t("why")}
				</button>
			</Popover.Trigger>
			<Popover.Portal>
				<Popover.Content
					side="top"
					sideOffset={6}
					collisionPadding={12}
					aria-label={t("whyAbout", { name: about })}
					className="z-20 max-w-72 animate-pop rounded-lg border bg-overlay px-3.5 py-2.5 text-sm text-text shadow-menu outline-none"
				>
					<Reason {...props} />
				</Popover.Content>
			</Popover.Portal>
		</Popover.Root>
	);
}

type Answer = { reasons: PermissionReason[] };

function Reason({ serverId, channelId, permission }: Omit<Props, "about">) {
	const errorText = useErrorMessage();
	const username = useViewer()?.username;
	const query = channelId === undefined ? "" : `?channelId=${channelId}`;
	const { data, error } = useSWR<Answer>(
		username ? `/api/servers/${serverId}/permissions/${encodeURIComponent(username)}${query}` : null,
		{ dedupingInterval: 0 },
	);
	const sentence = useReasonSentence(serverId);
	if (error) return <p role="alert">{errorText(error)}</p>;
	const reason = data?.reasons.find((one) => one.permission === permission);
	return reason ? <p role="status">{sentence(reason)}</p> : <Spinner />;
}

/** The sentence that explains a reason, with the name of its role. */
export function useReasonSentence(serverId: number): (reason: PermissionReason) => string {
	const t = useTranslations("roles.reasons");
	const everyone = useTranslations("roles")("everyone");
	const { roles } = useRoles(serverId);
	return ({ rule, allowed, roleId, from }) => {
		const role = roles.find(({ id }) => id === roleId);
		const name = role && !role.everyone ? role.name : everyone;
		switch (rule) {
			case "override": {
				const inGroup = from === "group";
				const place =
					roleId === undefined ? (inGroup ? "youInGroup" : "youInChannel") : inGroup ? "roleInGroup" : "roleInChannel";
				return t(`${allowed ? "allowed" : "denied"}.${place}`, { role: name });
			}
			case "role":
				return t("role", { role: name });
			case "administrator":
				return role ? t("administratorBy", { role: name }) : t("administrator");
			case "second_factor":
				return t("second_factor");
			default:
				return t(rule);
		}
	};
}
