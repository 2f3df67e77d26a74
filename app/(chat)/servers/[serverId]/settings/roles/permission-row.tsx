"use client";

import { Lock } from "lucide-react";
import type { ListedPermission } from "@/app/_chat/permissions/permission-groups";
import { WhyPopover } from "@/app/_chat/permissions/why-popover";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Switch } from "@/app/_ui/switch";

type Props = {
	serverId: number;
	permission: ListedPermission;
	checked: boolean;
	/** Why the switch cannot be used: the role is not below the viewer's, or they lack the permission. */
	lock: "role" | "permission" | null;
	onChange: (checked: boolean) => void;
};

/** One permission of a role, with a line of what it means. A locked one says why. */
export function PermissionRow({ serverId, permission, checked, lock, onChange }: Props) {
	const t = useTranslations("roles");
	const name = t(`permissions.${permission}.name`);
	return (
		<li className="border-b py-2">
			<Switch
				label={name}
				text={t(`permissions.${permission}.text`)}
				checked={checked}
				disabled={lock !== null}
				onChange={onChange}
			/>
			{lock === "permission" && (
				<p className="mt-0.5 flex flex-wrap items-center gap-x-1.5 text-meta text-text-faint">
					<Lock size="0.8125rem" aria-hidden="true" />
					{t("lockedPermission")}
					<WhyPopover serverId={serverId} permission={permission} about={name} />
				</p>
			)}
		</li>
	);
}
