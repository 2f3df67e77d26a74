"use client";

import { useEffect, useState } from "react";
import { useSaveSettings } from "@/app/_client/account-settings/use-settings";
import {
	canNotify,
	chooseNotifications,
	type NotificationChoice,
	notificationChoice,
	playSound,
} from "@/app/_client/notifications/desktop-notifications";
import { useTranslations } from "@/app/_i18n/use-translations";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Switch } from "@/app/_ui/switch";

type Permission = NotificationPermission | "unknown" | "impossible";

/**
 * Desktop notifications, which each device turns on by itself; their other settings are those of the account. The
 * browser's permission is requested only by a click here.
 */
export function NoticeSettings() {
	const t = useTranslations("unread");
	const [permission, setPermission] = useState<Permission>("unknown");
	const [choice, setChoice] = useState<NotificationChoice>({ on: false, words: true, sound: false });
	// The device's permission is unknown before scripts run.
	useEffect(() => {
		setPermission(canNotify() ? Notification.permission : "impossible");
		setChoice(notificationChoice());
	}, []);
	const save = useSaveSettings();
	const choose = (change: Partial<NotificationChoice>) => {
		const next = { ...choice, ...change };
		setChoice(next);
		chooseNotifications(next);
		const { words, sound } = change;
		if (words !== undefined) save({ notificationText: words });
		if (sound !== undefined) save({ notificationSound: sound });
	};
	const allow = async () => {
		const answer = await Notification.requestPermission();
		setPermission(answer);
		if (answer === "granted") choose({ on: true });
	};
	if (permission === "unknown") return null;
	if (permission === "impossible") return <p className="text-text-muted">{t("noticesImpossible")}</p>;
	if (permission === "denied") return <Alert tone="danger">{t("noticesDenied")}</Alert>;
	if (permission === "default")
		return (
			<Button variant="primary" onClick={() => void allow()}>
				{t("allowNotices")}
			</Button>
		);
	return (
		<div className="grid max-w-120 gap-5">
			<Switch label={t("showNotices")} checked={choice.on} onChange={(on) => choose({ on })} />
			<Switch
				label={t("showWords")}
				text={t("showWordsText")}
				checked={choice.words}
				onChange={(words) => choose({ words })}
			/>
			<Switch
				label={t("sound")}
				text={t("soundText")}
				checked={choice.sound}
				onChange={(sound) => {
					choose({ sound });
					if (sound) playSound();
				}}
			/>
		</div>
	);
}
