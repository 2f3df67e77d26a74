"use client";

import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNameOf } from "@/app/_client/users/use-known-user";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Button } from "@/app/_ui/button";
import { classNames } from "@/app/_ui/class-names";
import type { Role } from "@/lib/realtime/protocol";
import { RoleDot } from "../permissions/role-dot";
import { Face } from "../users/avatar-palettes";
import { AddSubject } from "./add-subject";
import type { OverrideDraft } from "./override-draft";

type Props = {
	serverId: number;
	roles: Role[];
	rank: number;
	subjects: OverrideDraft[];
	shownKey: string;
	canAdd: boolean;
	onChoose: (key: string) => void;
	onAdd: (draft: OverrideDraft) => void;
	/** Missing for @everyone, and where nothing can be changed. */
	onRemove: (() => void) | undefined;
};

/** The roles and people with overrides, of which one is shown. */
export function OverrideSubjects(props: Props) {
	const { serverId, roles, rank, subjects, shownKey, canAdd, onChoose, onAdd, onRemove } = props;
	const t = useTranslations("channelAccess");
	const everyone = useTranslations("roles")("everyone");
	const [adding, setAdding] = useState(false);
	const nameOf = useNameOf(serverId);
	return (
		<div className="min-w-0">
			<ul aria-label={t("subjects")} className="grid max-h-[40dvh] gap-px overflow-y-auto max-md:max-h-40">
				{subjects.map(({ key, roleId, user }) => {
					const role = roles.find(({ id }) => id === roleId);
					const isShown = key === shownKey;
					return (
						<li key={key}>
							<button
								type="button"
								aria-current={isShown ? "true" : undefined}
								onClick={() => onChoose(key)}
								className={classNames(
									"ring-inward flex h-9 w-full items-center gap-2.5 rounded-md px-2 text-sm [text-align:start] max-md:h-11",
									isShown ? "bg-selected font-semibold shadow-[inset_0_0_0_1px_var(--line)]" : "hover:bg-surface-hover",
								)}
							>
								{user ? <Face person={user} size={20} /> : <RoleDot colour={role?.colour ?? null} />}
								<span dir="auto" className="min-w-0 truncate">
									{user ? nameOf(user) : !role || role.everyone ? everyone : role.name}
								</span>
							</button>
						</li>
					);
				})}
			</ul>
			<div className="mt-2 flex flex-wrap gap-2">
				{canAdd && (
					<Button size="small" aria-expanded={adding} onClick={() => setAdding(!adding)}>
						<Plus size="0.875rem" aria-hidden="true" />
						{t("add")}
					</Button>
				)}
				{onRemove && (
					<Button size="small" variant="ghost" onClick={onRemove}>
						<Trash2 size="0.875rem" aria-hidden="true" />
						{t("remove")}
					</Button>
				)}
			</div>
			{adding && canAdd && (
				<AddSubject
					serverId={serverId}
					roles={roles.filter((role) => !role.everyone && role.position < rank)}
					taken={subjects.map(({ key }) => key)}
					onAdd={(draft) => {
						setAdding(false);
						onAdd(draft);
					}}
				/>
			)}
		</div>
	);
}
