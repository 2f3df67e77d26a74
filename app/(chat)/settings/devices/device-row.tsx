"use client";

import { Monitor, Smartphone } from "lucide-react";
import type { ReactNode } from "react";
import { useShortTime } from "@/app/_client/use-short-time";
import { useTranslations } from "@/app/_i18n/use-translations";
import type { Device, OwnSession } from "@/lib/realtime/protocol";

const handhelds = ["Android", "iPhone", "iPad"];

/** The name of a device, from the user agent of its browser. */
export function useDeviceName(): (device: Device) => string {
	const t = useTranslations("devices");
	return ({ browser, system }) => {
		if (browser && system) return t("browserOn", { browser, system });
		return browser ?? system ?? t("unknown");
	};
}

type Props = { session: OwnSession; children?: ReactNode };

export function DeviceRow({ session, children }: Props) {
	const t = useTranslations("devices");
	const short = useShortTime();
	const name = useDeviceName()(session.device);
	const { address, createdAt, lastUsedAt, current, device } = session;
	const Icon = device.system && handhelds.includes(device.system) ? Smartphone : Monitor;
	const used = current ? t("activeNow") : t("lastUsed", { time: short(lastUsedAt) });
	return (
		<li className="flex flex-wrap items-center gap-3 py-3">
			<Icon size="1.25rem" aria-hidden="true" className="shrink-0 text-text-muted" />
			<div className="min-w-0 flex-1 basis-48">
				<p dir="auto" className="font-semibold wrap-anywhere">
					{name}
				</p>
				<p dir="auto" className="text-meta text-text-muted wrap-anywhere">
					{[used, t("since", { time: short(createdAt) }), ...(address ? [t("from", { address })] : [])].join(" · ")}
				</p>
			</div>
			{children}
		</li>
	);
}
