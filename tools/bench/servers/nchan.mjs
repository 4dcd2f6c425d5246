import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_EVENTS } from './http-reference.mjs';

const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** Why nchan cannot run here, or undefined. */
export function nchanMissing() {
  return existsSync(MODULE) ? undefined : 'nginx has no nchan here (apt-get install nginx libnginx-mod-nchan)';
}

/** Arguments for an nginx with nchan that keeps all its files in `folder`. */
export function nchanArguments({ folder, port }) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration({ folder, port }));
  return ['-p', folder, '-e', 'stderr', '-c', file];
}

function configuration({ folder, port }) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ');
  const subscribe = (path, first) => `
    location = ${path} {
      nchan_subscriber eventsource;
      nchan_channel_id bench;
      nchan_subscriber_first_message ${first};
    }`;
  return `
load_module ${MODULE};
daemon off;
${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  ${temporary}
  nchan_shared_memory_size 512M;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /publish {
      nchan_publisher;
      nchan_channel_id bench;
      nchan_message_buffer_length ${KEPT_EVENTS};
      nchan_message_timeout 10m;
      nchan_eventsource_event job;
    }${subscribe('/events', 'newest')}${subscribe('/replay', 'oldest')}
  }
}
`;
}
