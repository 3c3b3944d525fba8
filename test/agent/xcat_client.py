#!/usr/bin/env python3
"""Speaks to an agent as xCAT does: builds the request as openbmc2.pm, reads as AGENT.pm, prints as xCAT's client.

Deliberately plain (socket, struct, json), and deliberately as short-sighted as AGENT.pm: one recv per length and one
per body, whatever comes. Exit code 1 where an error was said, 2 where the protocol was broken.
"""
import argparse
import json
import os
import socket
import struct
import sys
import time


def connect(path):
    for _ in range(30):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.connect(path)
            return sock
        except OSError:
            sock.close()
            time.sleep(0.1)
    sys.exit('An error has occurred when trying to create socket %s.' % path)


def request(options):
    nodeinfo = json.loads(options.nodeinfo)
    return {
        'module': options.module,
        'command': options.command,
        'args': options.args or None,
        'cwd': [os.getcwd()],
        'nodes': options.nodes.split(',') if options.nodes else sorted(nodeinfo),
        'nodeinfo': nodeinfo,
        'envs': {'debugmode': options.debugmode},
    }


def show(reply):
    """Prints one reply, and says whether it was an error."""
    if reply['type'] == 'db':
        attribute = reply['attribute']
        if (attribute['name'], attribute['method'], attribute['type']) == ('status', 'set', 'node'):
            print('STATUS %s=%s' % (attribute['value'], attribute['node']), flush=True)
        return False
    message = reply['msg']
    if message['type'] == 'info':
        print(message['data'], flush=True)
    elif message['type'] == 'warning':
        print('Warning: [mn]: %s' % message['data'], file=sys.stderr, flush=True)
    elif message['type'] == 'syslog':
        print('SYSLOG %s' % message['data'], flush=True)
    elif message['type'] == 'error' and message.get('node'):
        print('%s: [mn]: Error: %s' % (message['node'], message['data']), file=sys.stderr, flush=True)
    elif message['type'] == 'error':
        print('Error: [mn]: %s' % message['data'], file=sys.stderr, flush=True)
    return message['type'] == 'error'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--sock', required=True)
    parser.add_argument('--module', default='openbmc')
    parser.add_argument('--debugmode', default=0)
    parser.add_argument('--nodes')
    parser.add_argument('--nodeinfo', default='{}')
    parser.add_argument('--wait', action='store_true', help='read nothing before a line comes on stdin')
    parser.add_argument('command')
    parser.add_argument('args', nargs=argparse.REMAINDER)
    options = parser.parse_args()

    sock = connect(options.sock)
    body = json.dumps(request(options)).encode('utf-8')
    sock.sendall(struct.pack('i', len(body)))
    sock.sendall(body)
    if options.wait:
        print('WAITING', flush=True)
        sys.stdin.readline()
    failed = False
    while True:
        length = sock.recv(4)
        if not length:
            break
        size = struct.unpack('i', length)[0]
        data = sock.recv(size)
        if len(data) != size or size > 32 * 1024:
            print('receive data from python agent unexpectedly', file=sys.stderr)
            sys.exit(2)
        failed = show(json.loads(data.decode('utf-8'))) or failed
    sock.close()
    sys.exit(1 if failed else 0)


main()
