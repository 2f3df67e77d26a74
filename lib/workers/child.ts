import { type About, type PageInput, readMetadata } from "../link-previews/page-metadata";
import { type PictureTask, renderPicture } from "../pictures/render";
import { serveTasks } from "./serve";

/** The program of the child processes that read untrusted files. */
export type Tasks = {
	renderPicture: { input: PictureTask; output: Awaited<ReturnType<typeof renderPicture>> };
	readPage: { input: PageInput; output: About };
};

serveTasks<Tasks>({ renderPicture, readPage: readMetadata }, 1024 * 1024 * 1024);
