"use client";

import { useRoles } from "@/app/_client/servers/use-roles";
import { useMemberServer } from "@/app/_client/servers/use-servers";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { FieldsProps } from "./kind-fields";

type Props = Omit<FieldsProps, "errors"> & { serverId: number };

/** The roles and channels that a rule does not apply to. */
export function ExemptFields({ serverId, draft, onChange }: Props) {
	const t = useTranslations("automod");
	const { roles } = useRoles(serverId);
	const channels = useMemberServer(serverId)?.channels ?? [];
	const toggled = (ids: number[], id: number) => (ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
	return (
		<>
			<Choices
				title={t("exemptRoles")}
				items={roles.filter(({ everyone }) => !everyone)}
				chosen={draft.roleIds}
				onToggle={(id) => onChange({ roleIds: toggled(draft.roleIds, id) })}
			/>
			<Choices
				title={t("exemptChannels")}
				items={channels}
				chosen={draft.channelIds}
				onToggle={(id) => onChange({ channelIds: toggled(draft.channelIds, id) })}
			/>
		</>
	);
}

type ChoicesProps = {
	title: string;
	items: { id: number; name: string }[];
	chosen: number[];
	onToggle: (id: number) => void;
};

function Choices({ title, items, chosen, onToggle }: ChoicesProps) {
	if (items.length === 0) return null;
	return (
		<fieldset className="min-w-0">
			<legend className="mb-1.5 text-meta font-semibold">{title}</legend>
			<div className="max-h-48 overflow-y-auto rounded-md border">
				{items.map(({ id, name }) => (
					<label key={id} className="flex min-h-9 items-center gap-3 px-3 max-md:min-h-11">
						<input type="checkbox" checked={chosen.includes(id)} onChange={() => onToggle(id)} />
						<bdi className="min-w-0 truncate">{name}</bdi>
					</label>
				))}
			</div>
		</fieldset>
	);
}
