/** When the pictures of a film are shown, of ffprobe's lines about its packets: "0.033333,K__". */
export class PictureTimes {
  private readonly timesSec: number[] = [];
  private latestSec = -Infinity;
  private isReordered = false;

  add(line: string): void {
    const [time = '', flags = ''] = line.split(',');
    const atSec = Number.parseFloat(time);
    if (Number.isNaN(atSec)) return;
    // also of what is not shown: it comes in the same order
    if (atSec < this.latestSec) this.isReordered = true;
    this.latestSec = Math.max(this.latestSec, atSec);
    // D: an edit list hides it
    if (!flags.includes('D')) this.timesSec.push(atSec);
  }

  inOrder(): { timesSec: number[]; isReordered: boolean } {
    const { timesSec, isReordered } = this;
    return { timesSec: isReordered ? timesSec.toSorted((a, b) => a - b) : timesSec, isReordered };
  }
}
