"use client";

import type { ComponentProps } from "react";
import { lazyOnceUsable } from "@/app/_ui/lazy";
import { PersonName } from "./avatar-palettes";
import type * as Code from "./member-name";

const Coloured = lazyOnceUsable(() => import("./member-name").then((module) => module.MemberName));

/** A user's name, in the colour of their role as soon as it is known. */
export const MemberName = (props: ComponentProps<typeof Code.MemberName>) => (
	<Coloured {...props} fallback={<PersonName {...props} />} />
);

export const RoleTag = lazyOnceUsable(() => import("./member-name").then((module) => module.RoleTag));
