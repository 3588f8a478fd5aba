import { parse } from '../borrowed';
import type { Messenger } from '../messenger';
import type { File, Refusal, Upload } from '../types';

export type Chosen = Blob & { name?: string };

/** Sends a file up. By XMLHttpRequest: fetch tells nothing of what has gone. */
export const upload = (chat: Messenger, file: Chosen, onProgress: (share: number) => void): Upload => {
  const { server, token } = chat;
  if (server.upload) return server.upload(file, onProgress);
  const request = new XMLHttpRequest();
  const done = new Promise<File>((resolve, reject) => {
    request.open('POST', server.address(`chat/files?name=${encodeURIComponent(file.name || 'file')}`));
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onloadend = () => {
      const { status } = request;
      if (status >= 200 && status < 300) resolve(parse(request.responseText) as File);
      else reject({ status } as Refusal);
    };
    request.send(file);
  });
  return { done, stop: () => request.abort() };
};
