"use client";

import { SettingsSection } from "@/app/_chat/settings/settings-page";
import type { SettingsDraft } from "@/app/_client/admin/settings-draft";
import { useTranslations } from "@/app/_i18n/use-translations";
import { TextField } from "@/app/_ui/text-field";

const ofStorage = ["maxStorageMbPerUser", "maxStorageMbPerServer", "maxStorageMb"] as const;
const ofServers = [
	...(["maxServersPerUser", "maxMembersPerServer", "maxChannelsPerServer"] as const),
	...(["maxRolesPerServer", "maxEmojiPerServer"] as const),
] as const;
/** The settings of this section. */
export const quotaNames = [...ofStorage, ...ofServers] as const;
type Name = (typeof quotaNames)[number];

/** As the server checks them. */
const bounds: Record<Name, [least: number, most: number]> = {
	maxStorageMbPerUser: [1, 1_000_000_000],
	maxStorageMbPerServer: [1, 1_000_000_000],
	maxStorageMb: [1, 1_000_000_000],
	maxServersPerUser: [0, 100_000],
	maxMembersPerServer: [1, 100_000_000],
	maxChannelsPerServer: [1, 2000],
	maxRolesPerServer: [0, 250],
	maxEmojiPerServer: [0, 500],
};

type Props = {
	draft: SettingsDraft<Name>;
	onChange: (part: Partial<SettingsDraft<Name>>) => void;
	errorOf: (name: Name) => string | undefined;
};

/** How much users and servers may have. */
export function QuotasSection({ draft, onChange, errorOf }: Props) {
	const t = useTranslations("admin.settings");
	const field = (name: Name, unit?: string) => {
		const [least, most] = bounds[name];
		return (
			<TextField
				key={name}
				label={t(`quotas.${name}`)}
				hint={t.has(`quotaHints.${name}`) ? t(`quotaHints.${name as "maxStorageMbPerUser"}`) : undefined}
				inputMode="numeric"
				autoComplete="off"
				dir="ltr"
				maxLength={10}
				value={draft[name]}
				onChange={({ target }) => onChange({ [name]: target.value })}
				error={errorOf(name) && t("quotaWrong", { least, most })}
				trailing={
					unit && (
						<span aria-hidden="true" className="shrink-0 pe-3 text-text-muted">
							{unit}
						</span>
					)
				}
			/>
		);
	};
	return (
		<SettingsSection title={t("quotasHeading")} text={t("quotasText")}>
			<div className="grid grid-cols-2 items-start gap-5 max-md:grid-cols-1">
				{ofStorage.map((name) => field(name, t("megabytes")))}
				{ofServers.map((name) => field(name))}
			</div>
		</SettingsSection>
	);
}
