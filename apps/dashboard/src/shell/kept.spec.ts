import { TestBed } from '@angular/core/testing';
import { Kept } from './kept';

afterEach(() => {
  jest.restoreAllMocks();
  localStorage.clear();
});

it('goes on with the first option where the browser cannot read what it keeps', () => {
  localStorage.setItem('jobwire.theme', 'dark');
  jest.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('The file is corrupted', 'NS_ERROR_FILE_CORRUPTED');
  });
  expect(TestBed.inject(Kept).choice('theme', ['system', 'dark'])()).toBe('system');
});
