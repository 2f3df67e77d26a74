"use client";

import { later } from "@/app/_ui/lazy";

// What a first look at a channel does without.
export const EmojiPopover = later(() => import("../emoji/emoji-popover").then((module) => module.EmojiPopover));
export const Shortcode = later(() => import("../emoji/shortcode").then((module) => module.Shortcode));
export const ChoiceList = later(() =>
	import("../composer/autocomplete/suggestion-list").then((module) => module.ChoiceList),
);
export const NotifyDialog = later(() =>
	import("../composer/confirm-mention-dialog").then((module) => module.NotifyDialog),
);
export const MessageToolbar = later(() =>
	import("../messages/message-toolbar").then((module) => module.MessageToolbar),
);
export const MessageEditor = later(() => import("../messages/message-editor").then((module) => module.MessageEditor));
export const MessageMenu = later(() => import("../messages/message-context-menu").then((module) => module.MessageMenu));
export const ChannelDetails = later(() =>
	import("../channels/channel-details").then((module) => module.ChannelDetails),
);
export const DeleteChannelDialog = later(() =>
	import("../channels/delete-channel-dialog").then((module) => module.DeleteChannelDialog),
);
export const MessageSheet = later(() =>
	import("../messages/message-action-sheet").then((module) => module.MessageSheet),
);
export const MemberList = later(() => import("../users/member-list").then((module) => module.MemberList));
export const ThreadPanel = later(() => import("../threads/thread-panel").then((module) => module.ThreadPanel));
export const ThreadsPanel = later(() => import("../threads/thread-list-panel").then((module) => module.ThreadsPanel));
export const SearchPanel = later(() => import("../search/search-panel").then((module) => module.SearchPanel));
export const DeleteMessageDialog = later(() =>
	import("../messages/delete-message-dialog").then((module) => module.DeleteMessageDialog),
);
export const CreateServerDialog = later(() =>
	import("../servers/create-server-dialog").then((module) => module.CreateServerDialog),
);
export const ChannelDialog = later(() =>
	import("../channels/channel-form-dialog").then((module) => module.ChannelDialog),
);
export const LeaveServerDialog = later(() =>
	import("../servers/leave-server-dialog").then((module) => module.LeaveServerDialog),
);
export const LevelDialog = later(() =>
	import("../notifications/notification-settings-dialog").then((module) => module.LevelDialog),
);
export const Signals = later(() => import("./window-indicators").then((module) => module.Signals));
export const AttachmentTray = later(() => import("../attachments/upload-tray").then((module) => module.AttachmentTray));
export const AttachedImage = later(() =>
	import("../attachments/image-attachment").then((module) => module.AttachedImage),
);
export const AttachedFile = later(() => import("../attachments/file-attachment").then((module) => module.AttachedFile));
export const Lightbox = later(() => import("../attachments/lightbox").then((module) => module.Lightbox));
export const PinsPanel = later(() => import("../panels/pins-panel").then((module) => module.PinsPanel));
export const PollCard = later(() => import("../polls/poll-card").then((module) => module.PollCard));
export const PollDialog = later(() => import("../polls/poll-dialog").then((module) => module.PollDialog));
export const VersionsDialog = later(() =>
	import("../messages/edit-history-dialog").then((module) => module.VersionsDialog),
);
export const PeopleDialog = later(() => import("../messages/reacted-by-dialog").then((module) => module.PeopleDialog));
export const Switcher = later(() => import("../quick-switcher/quick-switcher").then((module) => module.Switcher));
export const KeyMap = later(() => import("../keyboard/shortcuts-dialog").then((module) => module.KeyMap));
export const ProfileCard = later(() => import("../users/profile-card").then((module) => module.ProfileCard));
export const StatusDialog = later(() => import("../users/custom-status-dialog").then((module) => module.StatusDialog));
export const PlaceKeys = later(() => import("../keyboard/navigation-shortcuts").then((module) => module.PlaceKeys));
export const UnsentWords = later(() => import("../channels/unsent-text").then((module) => module.UnsentWords));
export const OpeningPage = later(() => import("./pending-page").then((module) => module.OpeningPage));
export const Announcer = later(() => import("../conversation/live-announcer").then((module) => module.Announcer));
