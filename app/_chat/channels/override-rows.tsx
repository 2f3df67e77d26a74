"use client";

import { Check, Lock, Minus, X } from "lucide-react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Segmented } from "@/app/_ui/segmented";
import type { Permission } from "@/lib/auth/permissions";
import { channelPermissionGroups } from "../permissions/permission-groups";
import { type OverrideDraft, type OverrideState, stateOf } from "./override-draft";

type Props = {
	draft: OverrideDraft;
	granted: readonly Permission[];
	isOwner: boolean;
	/** Why nothing of it can be changed: the channel follows its group, or the role is not below the viewer's. */
	lock: "follows" | "rank" | null;
	onChange: (permission: Permission, state: OverrideState) => void;
};

/** The permissions of a channel in three states each, for one role or person. */
export function OverrideRows({ draft, granted, isOwner, lock, onChange }: Props) {
	const t = useTranslations("channelAccess");
	const roles = useTranslations("roles");
	const options = [
		{ value: "deny" as const, label: t("deny"), icon: <X size="1rem" aria-hidden="true" />, tone: "danger" as const },
		{ value: "inherit" as const, label: t("inherit"), icon: <Minus size="1rem" aria-hidden="true" /> },
		{
			value: "allow" as const,
			label: t("allow"),
			icon: <Check size="1rem" aria-hidden="true" />,
			tone: "success" as const,
		},
	];
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
		<div tabIndex={0} className="ring-inward max-h-[52dvh] overflow-y-auto overscroll-contain pe-1">
			{lock && (
				<p className="mb-3 flex items-start gap-2 rounded-[10px] border bg-sunken px-3 py-2 text-meta text-text-muted">
					<Lock size="0.875rem" aria-hidden="true" className="mt-0.5 shrink-0" />
					{t(lock === "follows" ? "lockedFollows" : "lockedRank")}
				</p>
			)}
			{channelPermissionGroups.map((group) => (
				<section key={group.name} className="mb-3">
					<h3 className="text-meta font-bold text-text-faint">{roles(`groups.${group.name}`)}</h3>
					<ul>
						{group.permissions.map((permission) => {
							const name = roles(`permissions.${permission}.name`);
							const isLacking = !isOwner && !granted.includes(permission);
							return (
								<li key={permission} className="flex items-center gap-4 border-b py-2">
									<div className="min-w-0 flex-1">
										<p className="font-semibold">{name}</p>
										<p className="text-meta text-text-muted">
											{isLacking && lock === null ? t("lockedPermission") : roles(`permissions.${permission}.text`)}
										</p>
									</div>
									<Segmented
										label={name}
										options={options}
										value={stateOf(draft, permission)}
										disabled={lock !== null || isLacking}
										onChange={(state) => onChange(permission, state)}
									/>
								</li>
							);
						})}
					</ul>
				</section>
			))}
		</div>
	);
}
