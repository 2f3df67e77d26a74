"use client";

import useSWR from "swr";
import type { InstanceSettings } from "@/lib/instance/fields";
import { api } from "../api";

export const settingsKey = "/api/admin/settings";
export type SettingsAnswer = { settings: InstanceSettings; iconUrl: string | null };

/** The settings of the instance, and how an administrator changes them. */
export function useInstanceSettings() {
	const { data, error, mutate } = useSWR<SettingsAnswer>(settingsKey);
	return {
		settings: data?.settings,
		iconUrl: data?.iconUrl ?? null,
		error: error as unknown,
		onIcon: (answer: SettingsAnswer) => mutate(answer, { revalidate: false }),
		again: () => void mutate(),
		save: async (change: Partial<InstanceSettings>): Promise<InstanceSettings> => {
			const answer = await api.patch<SettingsAnswer>(settingsKey, change);
			await mutate(answer, { revalidate: false });
			return answer.settings;
		},
	};
}
