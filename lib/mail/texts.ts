import type { Locale } from "../locale";

/** An e-mail before it is rendered. `closing` stands below the link. */
export type EmailText = { subject: string; opening: string[]; link?: string; closing: string[] };

/** `username` and `host` cannot contain markup or line breaks; no other text of a user is in an e-mail. */
type Values = { username: string; host: string };

/** Names from our own list (lib/auth/device.ts), a network and a time. */
type SignIn = { browser: string | null; system: string | null; address: string | null; time: string };

const joined = (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(" · ");

export type Texts = {
	verify(values: Values): EmailText;
	addressTaken(values: Values): EmailText;
	changeRequested(values: Values): EmailText;
	reset(values: Values): EmailText;
	passwordChanged(values: Values): EmailText;
	newDevice(values: Values & SignIn): EmailText;
	deletionRequested(values: Values & { day: string }): EmailText;
	accountDeleted(values: Values & { day: string; reason: string }): EmailText;
	exportReady(values: Values): EmailText;
	factorOn(values: Values): EmailText;
	factorOff(values: Values): EmailText;
	recoveryCodeUsed(values: Values): EmailText;
	passkeyAdded(values: Values): EmailText;
	passkeyRemoved(values: Values): EmailText;
	backupFailed(values: Values & { task: "backup" | "rehearsal" }): EmailText;
};

const ifNotYou = {
	en: "If this was not you, set a new password, sign out all other devices in the settings, and tell the administrator.",
	ko: "본인이 한 일이 아니라면 새 비밀번호를 설정하고, 설정에서 다른 모든 기기를 로그아웃한 뒤 관리자에게 알려 주세요.",
};

/** They are not in `locales/`, which every browser loads. The types hold the languages equal. */
export const texts: Record<Locale, Texts> = {
	en: {
		verify: ({ username, host }) => ({
			subject: `Confirm your e-mail address for ${host}`,
			opening: [`Somebody, probably you, gave this address for the account @${username} on ${host}.`],
			link: "Confirm this address",
			closing: ["The link works once, for 24 hours. If this was not you, do nothing: the address is then not used."],
		}),
		addressTaken: ({ username, host }) => ({
			subject: `Your e-mail address was given for another account on ${host}`,
			opening: [
				`Somebody, perhaps you, gave this address for another account on ${host}.`,
				`It already belongs to the account @${username}, so nothing has changed. You can sign in to that account with this address.`,
			],
			closing: ["If this was not you, do nothing."],
		}),
		changeRequested: ({ username, host }) => ({
			subject: `The e-mail address of @${username} on ${host} is being changed`,
			opening: [
				`A new e-mail address was given for your account @${username} on ${host}, with your password.`,
				"It replaces this one as soon as it is confirmed.",
			],
			closing: ["If this was not you, change your password now: that also cancels the change."],
		}),
		reset: ({ username, host }) => ({
			subject: `Set a new password for ${host}`,
			opening: [`Somebody, probably you, wants to set a new password for the account @${username} on ${host}.`],
			link: "Set a new password",
			closing: ["The link works once, for an hour. If this was not you, do nothing: your password stays as it is."],
		}),
		passwordChanged: ({ username, host }) => ({
			subject: `Your password for ${host} was changed`,
			opening: [`The password of your account @${username} on ${host} was changed.`],
			closing: [
				"If this was not you, set a new one with “Forgot your password?” on the page to sign in, and tell the administrator.",
			],
		}),
		newDevice: ({ username, host, browser, system, address, time }) => ({
			subject: `New sign-in to your account on ${host}`,
			opening: [
				`Somebody, probably you, signed in to your account @${username} on ${host} with a device that had not been used before.`,
				joined(browser ?? "Unknown browser", system, address, time),
			],
			link: "Look at your devices",
			closing: ["If this was not you, sign that device out there, and change your password."],
		}),
		backupFailed: ({ username, host, task }) => ({
			subject:
				task === "backup" ? `${host} could not be backed up` : `The newest backup of ${host} could not be restored`,
			opening: [
				task === "backup"
					? `The last attempts to back up ${host} have failed.`
					: `The newest backup of ${host} was restored into a temporary database as a test, and that failed. Do not rely on it.`,
			],
			closing: [
				"The reason is in the log of the instance, and among its background jobs.",
				`You get this e-mail because your account @${username} is an administrator of ${host}.`,
			],
		}),
		deletionRequested: ({ username, host, day }) => ({
			subject: `Your account @${username} on ${host} will be deleted`,
			opening: [
				`The deletion of your account @${username} on ${host} was requested, and you are signed out everywhere.`,
				`It becomes final on ${day}. Sign in before then, and nothing is deleted.`,
			],
			closing: ["If this was not you, sign in now and change your password."],
		}),
		accountDeleted: ({ username, host, day, reason }) => ({
			subject: `Your account @${username} on ${host} will be deleted`,
			opening: [
				`An administrator has deleted your account @${username} on ${host}, and you are signed out everywhere.`,
				...(reason === "" ? [] : [`Reason: ${reason}`]),
				`It becomes final on ${day}. Until then an administrator can undo it.`,
			],
			closing: ["If you think that this is a mistake, write to an administrator before then."],
		}),
		factorOn: ({ username, host }) => ({
			subject: `Two-step verification is on for your account on ${host}`,
			opening: [
				`From now on, signing in to your account @${username} on ${host} requires a code from your authenticator app.`,
			],
			closing: [ifNotYou.en],
		}),
		factorOff: ({ username, host }) => ({
			subject: `Two-step verification is off for your account on ${host}`,
			opening: [`Signing in to your account @${username} on ${host} no longer requires a code.`],
			closing: [ifNotYou.en],
		}),
		passkeyAdded: ({ username, host }) => ({
			subject: `A passkey was added to your account on ${host}`,
			opening: [`A new passkey can sign in to your account @${username} on ${host}.`],
			closing: [ifNotYou.en],
		}),
		passkeyRemoved: ({ username, host }) => ({
			subject: `A passkey was removed from your account on ${host}`,
			opening: [`A passkey can no longer sign in to your account @${username} on ${host}.`],
			closing: [ifNotYou.en],
		}),
		recoveryCodeUsed: ({ username, host }) => ({
			subject: `A recovery code of your account on ${host} was used`,
			opening: [`Somebody, probably you, signed in to your account @${username} on ${host} with a recovery code.`],
			closing: [ifNotYou.en],
		}),
		exportReady: ({ username, host }) => ({
			subject: `Your data from ${host} is ready`,
			opening: [`The export of your account @${username} on ${host} is complete.`],
			link: "Download it in your settings",
			closing: ["You can download it for 7 days, signed in. If this was not you, change your password."],
		}),
	},
	ko: {
		verify: ({ username, host }) => ({
			subject: `${host} 이메일 주소 확인`,
			opening: [`${host}의 계정 @${username}에 이 이메일 주소가 등록되었습니다.`],
			link: "이메일 주소 확인",
			closing: [
				"이 링크는 24시간 동안 한 번만 사용할 수 있습니다. 본인이 요청하지 않았다면 무시하세요. 확인하지 않으면 이 주소는 사용되지 않습니다.",
			],
		}),
		addressTaken: ({ username, host }) => ({
			subject: `${host}의 다른 계정에 이 이메일 주소가 입력되었습니다`,
			opening: [
				`${host}의 다른 계정에 이 이메일 주소가 입력되었습니다.`,
				`이 주소는 이미 @${username} 계정에서 사용 중이므로 변경된 것은 없습니다. 이 주소로 해당 계정에 로그인할 수 있습니다.`,
			],
			closing: ["본인이 요청하지 않았다면 무시하세요."],
		}),
		changeRequested: ({ username, host }) => ({
			subject: `${host}의 @${username} 계정 이메일 주소 변경 요청`,
			opening: [
				`${host}의 @${username} 계정에 새 이메일 주소가 비밀번호와 함께 입력되었습니다.`,
				"새 주소가 확인되면 현재 주소를 대체합니다.",
			],
			closing: ["본인이 요청하지 않았다면 지금 비밀번호를 변경하세요. 비밀번호를 변경하면 이 요청도 취소됩니다."],
		}),
		reset: ({ username, host }) => ({
			subject: `${host} 비밀번호 재설정`,
			opening: [`${host}의 @${username} 계정 비밀번호 재설정이 요청되었습니다.`],
			link: "새 비밀번호 설정",
			closing: [
				"이 링크는 1시간 동안 한 번만 사용할 수 있습니다. 본인이 요청하지 않았다면 무시하세요. 비밀번호는 바뀌지 않습니다.",
			],
		}),
		passwordChanged: ({ username, host }) => ({
			subject: `${host} 비밀번호가 변경되었습니다`,
			opening: [`${host}의 @${username} 계정 비밀번호가 변경되었습니다.`],
			closing: [
				"본인이 변경하지 않았다면 로그인 페이지의 ‘비밀번호를 잊으셨나요?’에서 새 비밀번호를 설정하고 관리자에게 알려 주세요.",
			],
		}),
		newDevice: ({ username, host, browser, system, address, time }) => ({
			subject: `${host} 계정에 새로운 로그인이 있었습니다`,
			opening: [
				`${host}의 @${username} 계정에 이전에 사용하지 않던 기기에서 로그인했습니다.`,
				joined(browser ?? "알 수 없는 브라우저", system, address, time),
			],
			link: "내 기기 확인",
			closing: ["본인이 로그인하지 않았다면 해당 기기에서 로그아웃하고 비밀번호를 변경하세요."],
		}),
		backupFailed: ({ username, host, task }) => ({
			subject: task === "backup" ? `${host} 백업에 실패했습니다` : `${host}의 최신 백업을 복원할 수 없습니다`,
			opening: [
				task === "backup"
					? `${host}의 백업이 여러 번 실패했습니다.`
					: `${host}의 최신 백업을 시험용 데이터베이스에 복원해 보았지만 실패했습니다. 이 백업을 믿지 마세요.`,
			],
			closing: [
				"이유는 인스턴스의 로그와 백그라운드 작업에 있습니다.",
				`@${username} 계정이 ${host}의 관리자여서 보내 드립니다.`,
			],
		}),
		deletionRequested: ({ username, host, day }) => ({
			subject: `${host}의 @${username} 계정이 삭제될 예정입니다`,
			opening: [
				`${host}의 @${username} 계정 삭제가 요청되어 모든 기기에서 로그아웃되었습니다.`,
				`삭제는 ${day}에 확정됩니다. 그 전에 로그인하면 아무것도 삭제되지 않습니다.`,
			],
			closing: ["본인이 요청하지 않았다면 지금 로그인하여 비밀번호를 변경하세요."],
		}),
		accountDeleted: ({ username, host, day, reason }) => ({
			subject: `${host}의 @${username} 계정이 삭제될 예정입니다`,
			opening: [
				`관리자가 ${host}의 @${username} 계정을 삭제하여 모든 기기에서 로그아웃되었습니다.`,
				...(reason === "" ? [] : [`사유: ${reason}`]),
				`삭제는 ${day}에 확정됩니다. 그 전까지는 관리자가 되돌릴 수 있습니다.`,
			],
			closing: ["착오라고 생각되면 그 전에 관리자에게 문의하세요."],
		}),
		factorOn: ({ username, host }) => ({
			subject: `${host} 계정의 2단계 인증이 켜졌습니다`,
			opening: [`이제 ${host}의 @${username} 계정에 로그인하려면 인증 앱의 코드가 필요합니다.`],
			closing: [ifNotYou.ko],
		}),
		factorOff: ({ username, host }) => ({
			subject: `${host} 계정의 2단계 인증이 꺼졌습니다`,
			opening: [`이제 ${host}의 @${username} 계정에 로그인할 때 코드가 필요하지 않습니다.`],
			closing: [ifNotYou.ko],
		}),
		passkeyAdded: ({ username, host }) => ({
			subject: `${host} 계정에 패스키가 추가되었습니다`,
			opening: [`이제 새 패스키로 ${host}의 @${username} 계정에 로그인할 수 있습니다.`],
			closing: [ifNotYou.ko],
		}),
		passkeyRemoved: ({ username, host }) => ({
			subject: `${host} 계정에서 패스키가 삭제되었습니다`,
			opening: [`${host}의 @${username} 계정에서 패스키 하나가 삭제되어 더 이상 로그인에 사용할 수 없습니다.`],
			closing: [ifNotYou.ko],
		}),
		recoveryCodeUsed: ({ username, host }) => ({
			subject: `${host} 계정의 복구 코드가 사용되었습니다`,
			opening: [`복구 코드로 ${host}의 @${username} 계정에 로그인했습니다.`],
			closing: [ifNotYou.ko],
		}),
		exportReady: ({ username, host }) => ({
			subject: `${host} 데이터 내보내기가 완료되었습니다`,
			opening: [`${host}의 @${username} 계정 데이터 내보내기가 완료되었습니다.`],
			link: "설정에서 내려받기",
			closing: ["로그인한 상태로 7일 동안 내려받을 수 있습니다. 본인이 요청하지 않았다면 비밀번호를 변경하세요."],
		}),
	},
};
