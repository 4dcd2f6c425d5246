import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { addAbortSignal, PassThrough, pipeline, type Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A longer line is cut, so that none takes the memory away: to one character more, which tells that it was. */
export const LINE_LENGTH = 16_384;

/** How many of the file's bytes are read, of how many. */
export type OnBytes = (read: number, total: number) => void;

export interface LogFile {
  readonly bytes: number;
  /** When it was last written to, in milliseconds since 1970; never later than now. */
  readonly writtenAt: number;
  /** Its lines in batches, each as a byte string (latin1). */
  readonly lines: AsyncIterable<readonly string[]>;
}

/** Opens a log file, plain or gzip (told by its first bytes), to be read once. `onBytes` is told how far in the file we are. */
export async function openLogFile(path: string, signal: AbortSignal, onBytes: OnBytes): Promise<LogFile> {
  // What has become a link or a pipe since it was looked at is not followed, nor waited for.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`${path} is no regular file any more. Name a file.`);
    const { size, mtimeMs } = stats;
    const content = decompressed(handle, await isGzip(handle), signal, (read) => onBytes(read, size));
    return { bytes: size, writtenAt: Math.min(mtimeMs, Date.now()), lines: linesOf(content) };
  } catch (error) {
    // Nothing was read: nobody else closes it.
    await handle.close();
    throw error;
  }
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

function decompressed(
  handle: FileHandle,
  isCompressed: boolean,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Readable {
  const source = handle.createReadStream({ start: 0, highWaterMark: 256 * 1_024 });
  let position = 0;
  source.on('data', (chunk) => onBytes((position += chunk.length)));
  const last: Transform = isCompressed ? createGunzip() : new PassThrough();
  // How it ends is told by the stream that is read.
  pipeline(source, last, () => undefined);
  return addAbortSignal(signal, last);
}

async function* linesOf(content: Readable): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of content as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('latin1')).split('\n').map(cut);
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

function cut(line: string): string {
  return line.length > LINE_LENGTH ? line.slice(0, LINE_LENGTH + 1) : line;
}
