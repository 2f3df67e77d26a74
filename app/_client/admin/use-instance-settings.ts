"use client";

import useSWR from "swr";
import type { InstanceSettings } from "@/lib/instance/fields";
import { api } from "../api";

export const settingsKey = "/api/admin/settings";
type Answer = { settings: InstanceSettings };

/** The settings of the instance, and how an administrator changes them. */
export function useInstanceSettings() {
	const { data, error, mutate } = useSWR<Answer>(settingsKey);
	return {
		settings: data?.settings,
		error: error as unknown,
		again: () => void mutate(),
		save: async (change: Partial<InstanceSettings>): Promise<InstanceSettings> => {
			const answer = await api.patch<Answer>(settingsKey, change);
			await mutate(answer, { revalidate: false });
			return answer.settings;
		},
	};
}
