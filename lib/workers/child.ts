import { type PictureTask, renderPicture } from "../pictures/render";
import { serveTasks } from "./serve";

/** The program of the child processes that read what strangers give. */
const tasks = { renderPicture };

export type Tasks = {
	renderPicture: { input: PictureTask; output: Awaited<ReturnType<typeof renderPicture>> };
};

serveTasks<Tasks>(tasks, 1024 * 1024 * 1024);
