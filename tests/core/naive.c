/* SPDX-License-Identifier: MIT
 * apply_convolution() in the plainest form there is: what py/benchmark.py compares the library
 * with, as anyone would write it at first. Shares nothing with the library but the contract. */
#include <stdint.h>

typedef struct {
    int width;
    int height;
    int channels;
    uint8_t *data;
} Image;

static uint8_t rounded(float value)
{
    if (value <= 0)
        return 0;
    return value >= 255 ? 255 : (uint8_t)(value + 0.5f);
}

void apply_convolution(Image *src, Image *dst, float *kernel, int kernel_size);

/* Weighs the neighbourhood of every sample, as far as it is inside the image. dst is not src. */
void apply_convolution(Image *src, Image *dst, float *kernel, int kernel_size)
{
    int width = src->width, height = src->height, channels = src->channels;
    int radius = kernel_size / 2;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            for (int c = 0; c < channels; c++) {
                float sum = 0, weights = 0;
                for (int i = 0; i < kernel_size; i++)
                    for (int j = 0; j < kernel_size; j++) {
                        int row = y + i - radius, column = x + j - radius;
                        if (row < 0 || row >= height || column < 0 || column >= width)
                            continue;
                        float weight = kernel[i * kernel_size + j];
                        sum += weight * src->data[((long)row * width + column) * channels + c];
                        weights += weight;
                    }
                long at = ((long)y * width + x) * channels + c;
                dst->data[at] = weights == 0 ? src->data[at] : rounded(sum / weights);
            }
}
